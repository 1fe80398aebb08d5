Feature: Accepting the terms of a visit
  One signature is enough, wherever it is given.

  Rule: Accepted by phone is accepted online

    @critical @story-31
    Scenario: Ada accepts the terms by telephone
      Given Ada is a customer of the shop
      And she has booked a visit for a Wednesday morning
      When she accepts the terms by telephone
      Then the website, the telephone, her inbox, the CRM and the ERP agree on the terms of her appointment

    @story-31
    Scenario: Ada accepts the terms online and is not asked again by telephone
      Given Ada is a customer of the shop
      And she has booked a visit for a Wednesday morning
      When she accepts the terms
      Then the website, the telephone, her inbox, the CRM and the ERP agree on the terms of her appointment

  Rule: Dispatch follows acceptance and never precedes it

    @critical @story-32
    Scenario: Nobody sets out without Ada's signature
      Given Ada has booked a visit for a Wednesday afternoon by telephone
      When the dispatcher sends a technician to her
      Then the workshop and the ERP call her appointment "booked"

    @critical @story-32
    Scenario: The technician waits for Ada's signature
      Given Ada has booked a visit for a Wednesday afternoon by telephone
      And the dispatcher has sent a technician to her
      When she accepts the terms by telephone
      Then her inbox and the ERP agree on the terms of her appointment
      And the workshop calls her appointment "dispatched"
      And the workshop never calls her appointment "dispatched" before the ERP calls it "accepted"
