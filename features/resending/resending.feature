Feature: Resending a confirmation
  A letter sent again tells today's story, not yesterday's.

  Rule: A resent confirmation holds the corrected order

    @critical @story-28
    Scenario: Ada asks for the confirmation of an amended order
      Given Ada is a customer of the shop
      And she has ordered 1 "Bottom bracket, English thread"
      And she has changed it to 2 "Bottom bracket, Italian thread"
      When she asks for the confirmation again
      Then exactly one resent confirmation reaches her inbox
      And the website, her inbox, the CRM and the ERP agree on her order

    @critical @story-28
    Scenario: An agent promises Ada the corrected confirmation for tonight
      Given Ada is a customer of the shop
      And she has ordered 1 "Bottom bracket, English thread"
      And she has changed it to 2 "Bottom bracket, Italian thread"
      When she asks an agent for the confirmation again
      Then her inbox, the CRM and the ERP agree on her nightly confirmation

  Rule: Mails about an unchanged order agree

    @story-26
    Scenario: Ada asks for the confirmation of an order that nobody changed
      Given Ada is a customer of the shop
      And she has ordered 2 "Chain, 11-speed"
      When she asks for the confirmation again
      Then exactly one resent confirmation reaches her inbox
      And every mail about her order tells the same story
      And the website, her inbox and the ERP agree on her order
