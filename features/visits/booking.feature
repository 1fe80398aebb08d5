Feature: Booking a visit
  A workshop comes to the customer's place: what it takes is told at once, and told once.

  Rule: The first confirmation lists every visit

    @critical @story-33
    Scenario: Ada is told of the survey when she books the installation
      Given Ada is a customer of the shop
      When she books a visit for a Thursday morning
      Then the website, her inbox, the CRM and the workshop agree on her appointment

  Rule: Rescheduling leaves one appointment

    @critical @story-34
    Scenario: Ada moves her visit to another day
      Given Ada is a customer of the shop
      And she has booked a visit for a Thursday morning
      When she moves it to a Friday afternoon
      Then the website, her inbox, the CRM and the workshop agree on her appointment
      And the telephone and the workshop agree on her appointment
      And the website, the CRM and the workshop never tell an old slot of her appointment

  Rule: A booked customer can open an account

    @critical @story-25
    Scenario: Ada is known before anybody has come to her
      Given Ada has never been to the shop
      When she books a visit for a Tuesday morning by telephone
      Then the website, the CRM and the ERP call her account "provisioned"

    @story-25
    Scenario: Ada opens an account before anybody has come to her
      Given Ada has booked a visit for a Tuesday morning by telephone
      When she opens an account for it
      Then the website, the CRM and the ERP agree on her account
