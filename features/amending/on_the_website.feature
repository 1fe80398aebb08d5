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

    @critical @story-30
    Scenario: Ada's correction outlives her next order
      Given Ada is a customer of the shop
      And she has ordered 3 "Chain, 11-speed"
      And she has changed it to 2 "Chain, 11-speed"
      When she orders 1 "Inner tube, 700c"
      Then the website, the CRM and the ERP agree on her order
      And the website, her inbox, the CRM and the ERP keep her other order as promised

  Rule: A correction lands everywhere or nowhere

    @critical @story-29
    Scenario: Nobody ever tells Ada's order half changed
      Given Ada is a customer of the shop
      And she has ordered 1 "Bottom bracket, English thread"
      When she changes it to 2 "Chain, 11-speed"
      Then the website, her inbox, the CRM and the ERP never tell her order half changed

  Rule: Changing one order leaves the other alone

    @story-29 @story-41
    Scenario: Ada changes the second of her two orders
      Given Ada is a customer of the shop
      And she has ordered 1 "Bottom bracket, English thread"
      And she has ordered 1 "Chain, 11-speed"
      When she changes it to 2 "Chain, 11-speed"
      Then the website, the CRM and the ERP agree on her order
      And nothing else about her has changed
