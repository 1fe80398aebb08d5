Feature: Reporting a visit
  A minute in front of the house is no visit.

  Rule: A visit is done only when it is reported

    @critical @story-35
    Scenario: The technician leaves Ada without a picture
      Given Ada is a customer of the shop
      And she has booked a visit for a Monday morning
      When the technician leaves her without a report
      Then the workshop, the CRM and the ERP call her appointment "booked"

    @story-35
    Scenario: The technician reports what was done at Ada's place
      Given Ada is a customer of the shop
      And she has booked a visit for a Monday afternoon
      When the technician reports her visit with 3 photos
      Then the workshop, the CRM and the ERP call her appointment "done"
      And the workshop, the CRM and the ERP agree on the evidence of her appointment
