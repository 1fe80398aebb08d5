Feature: Writing to the service, and calling it
  What a customer has said once she need not say again.

  Rule: A customer's mail becomes a case

    @critical @story-51
    Scenario: Ada writes about her order
      Given Ada is a customer of the shop
      And she has ordered 1 "Chain, 11-speed"
      When she writes to the service about it
      Then the CRM keeps exactly one case of hers
      And the CRM and her inbox agree on her cases

  Rule: A mail and a call about one order share one case

    @story-42
    Scenario: Ada calls about what she has written
      Given Ada is a customer of the shop
      And she has ordered 1 "Chain, 11-speed"
      And she has written to the service about it
      When she calls the service about it
      Then the CRM keeps exactly one case of hers

  Rule: Every case names its customer

    @story-54 @story-42
    Scenario: Ada asks an agent about what she has written
      Given Ada is a customer of the shop
      And she has ordered 1 "Chain, 11-speed"
      And she has written to the service about it
      When she asks an agent about it
      Then the CRM and her inbox agree on her case

  Rule: No reply is blank or without its order

    @story-50
    Scenario: Ada reads the answer to her mail
      Given Ada is a customer of the shop
      And she has ordered 1 "Chain, 11-speed"
      When she writes to the service about it
      Then the CRM and her inbox agree on her cases
      And no mail to her is blank or without its order
