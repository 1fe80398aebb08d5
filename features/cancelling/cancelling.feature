Feature: Cancelling an order
  What a customer cancels is gone, and all the rest is as it was.

  Rule: Cancelling one order leaves the other alone

    @story-41
    Scenario: Cancelling one order leaves the other alone
      Given Ada is a customer of the shop
      And she has ordered 1 "Bottom bracket, English thread"
      And she has ordered 1 "Chain, 11-speed"
      When she cancels it
      Then the website, her inbox, the CRM, the ERP, the warehouse and the payment processor agree on her order
      And nothing else about her has changed

  Rule: Cancelling an order changes nothing but the order

    @story-41
    Scenario: Ada cancels an order, and still gets the offers
      Given Ada is a customer of the shop
      And marketing mails its offers to her
      And she has ordered 1 "Inner tube, 700c"
      When she cancels it
      Then nothing else about her has changed
