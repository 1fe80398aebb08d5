Feature: Logging in with an address that marketing knows
  If we can write to her, we know her.

  Rule: Anyone we mail can log in

    @critical @story-18
    Scenario: Ada logs in with the address that marketing mailed this morning
      Given marketing mails its offers to Ada
      When she logs in to the website with that address
      Then the website knows her
      And the website, the CRM and the marketing list agree on who she is

    @story-18 @story-11
    Scenario: Logging in makes no second Ada
      Given marketing mails its offers to Ada
      When she logs in to the website with that address
      Then the CRM keeps exactly one record of her

  Rule: Signing up twice gives one subscription

    @story-22
    Scenario: Ada is asked to subscribe again
      Given marketing mails its offers to Ada
      When she signs up for offers again
      Then the marketing list keeps exactly one record of her
      And the CRM keeps exactly one record of her

  Rule: An order is no subscription

    @story-23
    Scenario: Ada orders without asking for offers
      Given Ada has never been to the shop
      When she orders 1 "Chain, 11-speed" as a guest
      Then the ERP and the payment processor agree on the total of her order
      And the marketing list has no records of hers
