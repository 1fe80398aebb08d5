Feature: Shipping
  What is called shipped is in the courier's hands, on its way to where she lives.

  Rule: Shipped means that the courier knows the parcel

    @critical @story-5
    Scenario: Ada can follow the parcel that has been shipped to her
      Given Ada is a customer of the shop
      And she has ordered 1 "Bottom bracket, English thread"
      When the warehouse hands her order over
      Then the website, her inbox, the CRM, the ERP, the warehouse and the courier agree on her order
      And exactly one shipping notice reaches her inbox
      And the website never calls her order "shipped" before the courier calls it "shipped"

    @story-5
    Scenario: Ada's order is not called shipped while it waits in the warehouse
      Given Ada is a customer of the shop
      And she has ordered 2 "Inner tube, 700c"
      When the warehouse picks her order
      Then the website, the CRM, the warehouse and the courier call her order "picked"
      And the ERP never calls her order "shipped" before the courier calls it "shipped"

  Rule: The parcel goes to today's address, never to an old one

    @critical @story-10
    Scenario: Ada's parcel goes to where she lives today
      Given Ada is a customer of the shop
      And she has ordered 1 "Inner tube, 700c"
      And she has moved to "Neue Gasse 7"
      And she has ordered 1 "Mini pump"
      When the warehouse hands her order over
      Then the website, the CRM, the ERP, the warehouse and the courier agree on the address of her order

    @critical @story-10
    Scenario: Nobody ever sends Ada's order to where she lived before
      Given Ada is a customer of the shop
      And she has ordered 1 "Inner tube, 700c"
      And she has moved to "Neue Gasse 7"
      When she orders 1 "Mini pump"
      Then the website, the CRM, the ERP and the warehouse never tell an old address of her order

    @story-10
    Scenario: Ada's order goes where she lived when she ordered it
      Given Ada is a customer of the shop
      And she has ordered 1 "Chain, 11-speed"
      When she moves to "Neue Gasse 7"
      Then the website, the CRM, the ERP and the warehouse agree on the address of her order

  Rule: Thursday is Thursday at the courier

    @story-12
    Scenario: The courier comes on the day that Ada was promised
      Given Ada is a customer of the shop
      And she has ordered 2 "Chain, 11-speed"
      When the warehouse picks her order
      Then the website, the CRM, the ERP and the courier agree on the delivery day of her order
