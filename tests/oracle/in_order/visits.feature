Feature: Visits after several actions
  What is promised for a visit stands, whatever else was done before.

  Rule: A visit can be moved after its terms are accepted

    Scenario: Ada moves the visit of which she has accepted the terms
      Given Ada is a customer of the shop
      And she has booked a visit for a Thursday morning
      When she accepts the terms
      And she moves it to a Friday afternoon
      Then the website, her inbox, the CRM and the workshop agree on her appointment

  Rule: What one customer accepts is noted for her, and for nobody else

    Scenario: Ada accepts the terms after Ben has booked
      Given Ada has booked a visit for a Wednesday morning by telephone
      And Ben has booked a visit for a Wednesday morning by telephone
      When she accepts the terms by telephone
      Then the telephone, the CRM and the ERP agree on the terms of her appointment
