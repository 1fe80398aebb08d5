Feature: What stands
  What a customer was told once holds until somebody changes it.

  Rule: A confirmed order stands until it is shipped, or cancelled by someone

    @critical @story-44
    Scenario: Ada's order stands while she orders again
      Given Ada is a customer of the shop
      And she has ordered 1 "Carbon wheelset"
      When she orders 1 "Inner tube, 700c"
      Then the website, her inbox, the CRM and the ERP keep calling her other order "placed"

  Rule: Cancelled is final

    @critical @story-49
    Scenario: Ada's cancelled order is never opened again
      Given Ada is a customer of the shop
      And she has ordered 2 "Chain, 11-speed"
      And she has cancelled it
      When she orders 1 "Inner tube, 700c"
      Then the website, her inbox, the CRM and the ERP keep calling her other order "cancelled"
