Feature: Charging
  A customer is charged for what she has, and for nothing else.

  Rule: Charges equal live orders

    @critical @story-47 @story-38
    Scenario: Ada is charged once for each of her orders
      Given Ada is a customer of the shop
      And she has ordered 1 "Bottom bracket, English thread"
      When she orders 2 "Chain, 11-speed"
      Then the website, the ERP and the payment processor agree on her charges

    @story-47
    Scenario: Ada is charged for the changed order alone
      Given Ada is a customer of the shop
      And she has ordered 1 "Chain, 11-speed"
      When she changes it to 1 "Carbon wheelset"
      Then the website, the ERP and the payment processor agree on her charges

    @story-47 @story-46
    Scenario: Ada is charged for the order that she keeps
      Given Ada is a customer of the shop
      And she has ordered 1 "Bottom bracket, English thread"
      And she has ordered 1 "Chain, 11-speed"
      When she cancels it
      Then the website, the ERP and the payment processor agree on her charges

  Rule: The money is taken when the order is shipped

    @story-47
    Scenario: Ada pays when her order is shipped
      Given Ada is a customer of the shop
      And she has ordered 2 "Chain, 11-speed"
      When the warehouse hands her order over
      Then the website, the CRM, the ERP and the payment processor call her order "shipped"
      And the website, the ERP and the payment processor agree on her charges
