Feature: The stage of an order
  Nobody tells a customer that her order is in process while nobody has touched it.

  Rule: An unpicked order is not called in process

    @story-1
    Scenario: Ada asks about her order seconds after placing it
      Given Ada is a customer of the shop
      When she orders 1 "Bottom bracket, English thread"
      Then the website, the CRM, the ERP and the warehouse call her order "placed"
      And the CRM never calls her order "in process" while the warehouse calls it "placed"

  Rule: With the ERP down, nobody invents a status

    @critical @story-52
    Scenario: Ada asks about her order while the ERP is down
      Given Ada is a customer of the shop
      And she has ordered 1 "Chain, 11-speed"
      When the ERP is down for her
      Then the website and the CRM call her order "unknown"
