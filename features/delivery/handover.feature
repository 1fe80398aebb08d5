Feature: Handing over
  A parcel is where everybody says it is, and whoever took it is known.

  Rule: Nothing is collected before it is handed over

    @critical @story-13
    Scenario: Ada's parcel waits in the warehouse
      Given Ada is a customer of the shop
      And she has ordered 1 "Chain, 11-speed"
      When the warehouse picks her order
      Then the CRM, the warehouse and the courier call her parcel "announced"
      And the CRM never calls her parcel "collected" before the warehouse calls it "handed over"

    @story-13
    Scenario: Ada collects her parcel herself
      Given Ada is a customer of the shop
      And she has ordered 1 "Chain, 11-speed"
      And the warehouse has handed her order over
      When she collects the parcel from the courier
      Then the CRM and the courier agree on her parcel

  Rule: A delivered order names who signed

    @critical @story-14
    Scenario: Ada's neighbour signs for her parcel
      Given Ada is a customer of the shop
      And she has ordered 1 "Mini pump"
      And the warehouse has handed her order over
      When the courier delivers her parcel to "Grete Holm"
      Then the CRM, the warehouse and the courier agree on her parcel
      And the website, the CRM and the ERP agree on her order

  Rule: Nobody asks how she likes it before she has it

    @critical @story-16
    Scenario: Nobody asks Ada about a parcel that is on its way
      Given Ada is a customer of the shop
      And she has ordered 1 "Inner tube, 700c"
      When the warehouse hands her order over
      Then the CRM and the courier call her parcel "handed over"
      And no follow-up reaches her inbox

    @story-16
    Scenario: Ada is asked how she likes it once she has it
      Given Ada is a customer of the shop
      And she has ordered 1 "Inner tube, 700c"
      And the warehouse has handed her order over
      When the courier delivers her parcel to "Grete Holm"
      Then exactly one follow-up reaches her inbox
      And her inbox has no follow-up of hers before the courier calls her parcel "delivered"
