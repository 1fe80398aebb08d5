Feature: The evening before a visit
  Nobody waits at home for a window that somebody else has in mind.

  Rule: The evening before, the window is confirmed

    @story-17
    Scenario: Ada is called and written to on the evening before
      Given Ada is a customer of the shop
      And she has booked a visit for a Thursday morning
      And she has moved it to a Friday afternoon
      When she is promised a call and a mail on the evening before
      Then the website and the workshop agree on the slot of her reminder
      And the telephone, her inbox, the CRM and the workshop agree on her reminder
