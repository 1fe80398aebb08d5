Feature: Amending an order
  What the customer changes in time, the warehouse ships.

  Rule: An order can be changed until it is picked

    @critical @story-2 @story-3 @story-27
    Scenario: Ada picks the right thread seconds after ordering
      Given Ada is a customer of the shop
      And she has ordered 1 "Bottom bracket, English thread"
      When she changes it to 1 "Bottom bracket, Italian thread"
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order
      And exactly one amended confirmation reaches her inbox

    @critical @story-3
    Scenario: Ada wants one more of a dearer kind
      Given Ada is a customer of the shop
      And she has ordered 1 "Chain, 11-speed"
      When she changes it to 2 "Carbon wheelset"
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order

  Rule: A correction is never undone

    @story-30
    Scenario: Ada's correction stands
      Given Ada is a customer of the shop
      And she has ordered 3 "Chain, 11-speed"
      When she changes it to 2 "Chain, 11-speed"
      Then the website, the CRM and the ERP agree on her order

  Rule: Changing one order leaves the other alone

    @story-29 @story-41
    Scenario: Ada changes the second of her two orders
      Given Ada is a customer of the shop
      And she has ordered 1 "Bottom bracket, English thread"
      And she has ordered 1 "Chain, 11-speed"
      When she changes it to 2 "Chain, 11-speed"
      Then the website, the CRM and the ERP agree on her order
      And nothing else about her has changed

    @story-41
    Scenario: Cancelling one order leaves the other alone
      Given Ada is a customer of the shop
      And she has ordered 1 "Bottom bracket, English thread"
      And she has ordered 1 "Chain, 11-speed"
      When she cancels it
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order
      And nothing else about her has changed

  Rule: Cancelling an order changes nothing but the order

    @story-41
    Scenario: Ada cancels an order, and still gets the offers
      Given Ada is a customer of the shop
      And marketing mails its offers to her
      And she has ordered 1 "Inner tube, 700c"
      When she cancels it
      Then nothing else about her has changed
