Feature: Giving money back
  A customer whose order is cancelled gets her money back, and the company keeps none of it.

  Rule: No cancelled order keeps the money

    @critical @story-46
    Scenario: Ada's cancelled order keeps nothing
      Given Ada is a customer of the shop
      And she has ordered 1 "Carbon wheelset"
      When she cancels it
      Then the website, the ERP and the payment processor agree on her order

    @story-46
    Scenario: The company keeps nothing for what it cannot send
      Given Ada is a customer of the shop
      And she has ordered 1 "Carbon wheelset"
      When the company cancels her order because it is "out of stock"
      Then the website, the ERP and the payment processor agree on her order

  Rule: Money is given back when an order is cancelled, and not before

    @story-46 @story-48
    Scenario: Ada's payment is held while her order stands
      Given Ada is a customer of the shop
      When she orders 2 "Chain, 11-speed"
      Then the website, the ERP and the payment processor agree on her order

  Rule: Cancelling releases the payment

    @critical @story-48
    Scenario: Ada's payment is released when she cancels
      Given Ada is a customer of the shop
      And she has ordered 2 "Chain, 11-speed"
      When she cancels it
      Then the CRM, the ERP and the payment processor agree on the payment of her order

  Rule: What is sent back is paid back

    @critical @story-48
    Scenario: Ada is paid back what she sends back
      Given Ada is a customer of the shop
      And she has ordered 2 "Chain, 11-speed"
      And the warehouse has handed her order over
      When she sends it back
      Then the website, the CRM, the ERP and the payment processor agree on her refund
      And the website, the CRM, the ERP and the payment processor agree on her order
