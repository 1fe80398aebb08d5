Feature: Until when an order can be changed
  Every channel gives the same answer to a customer who has changed her mind.

  Rule: An order can be changed everywhere until it is picked, and nowhere after that

    @story-2
    Scenario: Ada's unpicked order can be changed
      Given Ada is a customer of the shop
      When she orders 1 "Bottom bracket, English thread"
      Then the website, the CRM and the ERP agree on the amendments of her order

    @story-2
    Scenario: Ada's picked order can no longer be changed
      Given Ada is a customer of the shop
      And she has ordered 1 "Bottom bracket, English thread"
      When the warehouse picks her order
      Then the website, the CRM and the ERP agree on the amendments of her order
