Feature: Declined cards
  Only the processor knows why a card is declined, and all others pass it on.

  Rule: Everyone names the same decline reason

    @critical @story-45
    Scenario: Ada's card has too little money
      Given Ada is a customer of the shop
      When she orders 1 "Carbon wheelset" by a card that is declined for "insufficient funds"
      Then the website, the CRM, the ERP and the payment processor agree on the reason of her order
      And no confirmation reaches her inbox

    @story-45 @story-40 @story-47
    Scenario: Ada's card is reported lost, and nothing is charged
      Given Ada is a customer of the shop
      And she has ordered 1 "Chain, 11-speed"
      When she orders 1 "Carbon wheelset" by a card that is declined for "lost card"
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order
      And the website, the ERP and the payment processor agree on her charges
