Feature: Several customers at once
  What one customer does is told to her, and to nobody else.

  Rule: Every customer has an order of her own

    @critical @story-7 @story-41
    Scenario: Ada and Ben order the same chain
      Given Ada is a customer of the shop
      And Ben is a customer of the shop
      And he has ordered 1 "Chain, 11-speed"
      When she orders 2 "Chain, 11-speed"
      Then the website, his inbox, the CRM and the ERP agree on Ben's order
      And the website, her inbox, the CRM and the ERP agree on her order

    @story-41 @story-53
    Scenario: Robin changes nothing of what Maria has ordered
      Given Maria is a customer of the shop
      And she has ordered 3 "Inner tube, 700c"
      And Robin has never been to the shop
      When they order 1 "Carbon wheelset" as a guest
      Then the website, their inbox, the CRM and the ERP agree on their order
      And the website, the CRM and the ERP agree on Maria's orders
