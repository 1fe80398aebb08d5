Feature: Picking
  What the warehouse takes out of its bins is what the customer wants today.

  Rule: The parcel holds the amended order

    @critical @story-9
    Scenario: Ada's parcel holds what she changed her order to
      Given Ada is a customer of the shop
      And she has ordered 1 "Bottom bracket, English thread"
      And she has changed it to 2 "Bottom bracket, Italian thread"
      When the warehouse picks her order
      Then the website, the CRM, the ERP and the warehouse agree on her order

  Rule: The agent and the customer hear of what is loaded early

    @story-15
    Scenario: Ada's order is loaded a day early
      Given Ada is a customer of the shop
      And she has ordered 1 "Carbon wheelset"
      When the warehouse loads her order a day early
      Then the website, her inbox, the CRM, the warehouse and the courier agree on the delivery day of her order
      And exactly one early delivery notice reaches her inbox
