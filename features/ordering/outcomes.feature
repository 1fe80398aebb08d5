Feature: When something breaks at the checkout
  She has ordered or she has not; nobody is left to guess.

  Rule: After an error, there is one order or none, and the customer is told which

    @critical @story-37
    Scenario: Ada is told that she has not ordered
      Given Ada is a customer of the shop
      And the shop breaks down before it takes her next order
      When she orders 1 "Chain, 11-speed"
      Then the website, her inbox, the CRM, the ERP and the payment processor agree whether she has ordered
      And exactly one answer reaches her inbox

    @story-37
    Scenario: Nobody hears of an order that was lost on the way
      Given Ada is a customer of the shop
      And her next order is lost on the way
      When she orders 2 "Inner tube, 700c"
      Then the website, her inbox, the CRM, the ERP and the payment processor agree whether she has ordered

  Rule: No open order is left without a confirmation

    @critical @story-39 @story-37
    Scenario: Ada's order is confirmed although she was shown an error
      Given Ada is a customer of the shop
      And the shop breaks down after it takes her next order
      When she orders 1 "Chain, 11-speed"
      Then the website, her inbox, the CRM, the ERP and the payment processor agree whether she has ordered
      And exactly one answer reaches her inbox

  Rule: A failed order is not shown as open

    @critical @story-40 @story-37
    Scenario: Ada's order fails half-way and is nowhere to be seen
      Given Ada is a customer of the shop
      And the shop breaks down while it takes her next order
      When she orders 1 "Carbon wheelset"
      Then the website, her inbox, the CRM, the ERP and the payment processor agree whether she has ordered
      And exactly one answer reaches her inbox

  Rule: Retrying a checkout buys once

    @critical @story-38
    Scenario: Ada orders again because no answer came
      Given Ada is a customer of the shop
      And her next order is never answered
      And she has ordered 1 "Chain, 11-speed"
      When she orders it again
      Then the website, the ERP and the payment processor agree on her orders
      And exactly one confirmation reaches her inbox

    @story-38
    Scenario: Ada's order is sent twice and bought once
      Given Ada is a customer of the shop
      And her next order is sent twice
      When she orders 1 "Mini pump"
      Then the website, the ERP and the payment processor agree on her orders
      And the website, her inbox, the CRM and the ERP agree on her order

    @story-38
    Scenario: Ada goes back and orders what she has ordered
      Given Ada is a customer of the shop
      And her next order is sent again by going back
      When she orders 1 "Mini pump"
      Then the website, the ERP and the payment processor agree on her orders
      And exactly one confirmation reaches her inbox

    @story-38
    Scenario: Ada's order is sent from two tabs and bought once
      Given Ada is a customer of the shop
      And her next order is sent from two tabs
      When she orders 2 "Inner tube, 700c"
      Then the website, the ERP and the payment processor agree on her orders

    @story-38
    Scenario: Ada loads the confirmation again and has bought once
      Given Ada is a customer of the shop
      And her next order is sent again by a reload
      When she orders 2 "Inner tube, 700c"
      Then the website, the ERP and the payment processor agree on her orders
