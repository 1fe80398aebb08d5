Feature: Orders after several actions
  What one action may do, two actions in a row may do as well.

  Rule: An order can be changed whatever was done with it before

    Scenario: Ada changes her order after its confirmation was sent again
      Given Ada is a customer of the shop
      And she has ordered 1 "Bottom bracket, English thread"
      When she asks for the confirmation again
      And she changes it to 1 "Bottom bracket, Italian thread"
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order

    Scenario: Ada changes her order after she became a preferred customer
      Given Ada is a customer of the shop
      And she has ordered 1 "Mini pump"
      When marketing makes her a preferred customer
      And she changes it to 2 "Mini pump"
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order

    Scenario: Ada changes her order after an agent has changed it
      Given Ada is a customer of the shop
      And she has ordered 1 "Bottom bracket, English thread"
      When she asks an agent to change it to 1 "Bottom bracket, Italian thread"
      And she changes it to 2 "Bottom bracket, Italian thread"
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order

  Rule: An order can be cancelled whatever was done with it before

    Scenario: Ada cancels the order that she has changed
      Given Ada is a customer of the shop
      And she has ordered 1 "Chain, 11-speed"
      And she has changed it to 2 "Chain, 11-speed"
      When she cancels it
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order

    Scenario: Ada cancels the order that was sent twice
      Given Ada is a customer of the shop
      And her next order is sent twice
      And she has ordered 1 "Mini pump"
      When she cancels it
      Then the website, her inbox, the CRM, the ERP and the warehouse agree on her order

  Rule: What is sent again is the order as it stands

    Scenario: Ada asks for the confirmation again after she has moved
      Given Ada is a customer of the shop
      And she has ordered 1 "Inner tube, 700c"
      And she has moved to "Neue Gasse 7"
      When she asks for the confirmation again
      Then the website, her inbox, the CRM, the ERP and the warehouse agree on her order

    Scenario: Ada asks for the confirmation again after she has cancelled
      Given Ada is a customer of the shop
      And she has ordered 1 "Inner tube, 700c"
      And she has cancelled it
      When she asks for the confirmation again
      Then the website, her inbox, the CRM and the ERP agree on her order

  Rule: What she did before changes nothing for the next order

    Scenario: Ada orders after she has cancelled
      Given Ada is a customer of the shop
      And she has ordered 1 "Carbon wheelset"
      And she has cancelled it
      When she orders 1 "Inner tube, 700c"
      Then the website, her inbox, the CRM and the ERP agree on her order

    Scenario: Ada orders after she has unsubscribed
      Given Ada is a customer of the shop
      And marketing has mailed her the offer "Mini pump" at 10.00 EUR
      And she has unsubscribed
      When she orders 1 "Chain, 11-speed"
      Then the website, the CRM and the marketing list agree on her subscription

    Scenario: Ada opens an account after she has ordered as a guest
      Given Ada has booked a visit for a Tuesday morning by telephone
      When she orders 1 "Inner tube, 700c" as a guest
      And she opens an account for it
      Then the CRM and the ERP agree on her orders
