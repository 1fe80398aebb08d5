Feature: Ordering
  What the customer was told at the till holds everywhere.

  Rule: An accepted order is the same order everywhere

    @critical @story-7 @story-3
    Scenario: Ada orders as a registered customer
      Given Ada is a customer of the shop
      When she orders 1 "Bottom bracket, English thread" and 2 "Chain, 11-speed"
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order

    @critical @story-7
    Scenario: Ada orders as a guest
      Given Ada has never been to the shop
      When she orders 3 "Chain, 11-speed" as a guest
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order

    @story-3
    Scenario: Ada orders several of a kind and one dear thing
      Given Ada is a customer of the shop
      When she orders 4 "Inner tube, 700c" and 1 "Carbon wheelset"
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order

  Rule: Every accepted order is confirmed once

    @critical @story-4 @story-39
    Scenario: Ada hears of her order exactly once
      Given Ada is a customer of the shop
      When she orders 1 "Chain, 11-speed"
      Then exactly one confirmation reaches her inbox
      And the website, her inbox and the ERP call her order "placed"

    @story-4
    Scenario: A guest hears of her order exactly once
      Given Ada has never been to the shop
      When she orders 1 "Chain, 11-speed" as a guest
      Then exactly one confirmation reaches her inbox
