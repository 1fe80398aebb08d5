Feature: Amending an order through an agent
  An agent can do whatever the customer could do herself.

  Rule: An unpicked order can be amended through every channel

    @critical @story-2 @story-3 @story-27
    Scenario: An agent changes Ada's order for her
      Given Ada is a customer of the shop
      And she has ordered 1 "Bottom bracket, English thread"
      When she asks an agent to change it to 1 "Bottom bracket, Italian thread"
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order
      And exactly one amended confirmation reaches her inbox
