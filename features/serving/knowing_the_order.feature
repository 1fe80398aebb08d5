Feature: What an agent knows of an order
  Whom a customer calls can see all that the company knows, and whose it is.

  Rule: The agent's desk knows every record of the order

    @story-36
    Scenario: The agent's desk knows every record of Ada's order
      Given Ada is a customer of the shop
      And she has ordered 1 "Chain, 11-speed"
      When the warehouse hands her order over
      Then the website, the CRM, the ERP, the payment processor and the courier agree on her paper trail

  Rule: Every order names its customer

    @story-54 @story-21
    Scenario: A guest's order names its customer
      Given Ada has never been to the shop
      When she orders 1 "Chain, 11-speed" as a guest
      Then the CRM and the ERP agree on the email of her order
