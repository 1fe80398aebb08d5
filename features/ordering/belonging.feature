Feature: Whose order it is
  A customer is one person, however she comes in.

  Rule: A guest order with a known address joins its customer

    @story-21 @story-53
    Scenario: Ada orders without logging in
      Given Ada is a customer of the shop
      When she orders 1 "Chain, 11-speed" as a guest
      Then the website, her inbox, the CRM and the ERP agree on her orders
      And the CRM and the ERP agree on who she is

    @story-21 @story-11
    Scenario: Ada's second order makes no second customer
      Given Ada is a customer of the shop
      And she has ordered 1 "Chain, 11-speed"
      When she orders 1 "Inner tube, 700c" as a guest
      Then the CRM and the ERP keep exactly one record of her

  Rule: A new address makes no new customer

    @story-11
    Scenario: Ada has moved, and is still the same customer
      Given Ada is a customer of the shop
      And she has ordered 1 "Inner tube, 700c"
      And she has moved to "Neue Gasse 7"
      When she orders 1 "Mini pump"
      Then the CRM and the ERP keep exactly one record of her
      And the website, the CRM and the ERP agree on the address of her order
