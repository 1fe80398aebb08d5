Feature: What a mail says, the website does
  Wherever a mail leads her, she finds what it promised, and nothing happens unasked.

  Rule: Wherever a mail leads, it leads to what it says

    @critical @story-24
    Scenario: Ada looks where her confirmation leads
      Given Ada is a customer of the shop
      And she has ordered 1 "Inner tube, 700c"
      When she orders 1 "Chain, 11-speed"
      Then the website does what her confirmation says

    @story-24 @story-20
    Scenario: Ada looks where an offer leads
      Given Ada is a customer of the shop
      When marketing mails her "Mini pump" at 10.00 EUR
      Then the website does what her offer says
      And her inbox and the marketing list agree on her offer
