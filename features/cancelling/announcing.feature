Feature: Announcing cancellations
  Nobody finds out by chance that her order is cancelled, and nobody wonders why.

  Rule: Every cancellation is announced once, with its reason

    @critical @story-43
    Scenario: Ada is told once that her order is cancelled
      Given Ada is a customer of the shop
      And she has ordered 2 "Inner tube, 700c"
      When she cancels it
      Then exactly one cancellation notice reaches her inbox
      And the website, her inbox, the CRM and the ERP agree on the reason of her order

    @critical @story-43
    Scenario: Ada is told that the company has cancelled her order, and why
      Given Ada is a customer of the shop
      And she has ordered 1 "Carbon wheelset"
      When the company cancels her order because it is "out of stock"
      Then exactly one cancellation notice reaches her inbox
      And the website, her inbox, the CRM and the ERP agree on the reason of her order
