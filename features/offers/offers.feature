Feature: Offers by mail
  A mailed price is a promise.

  Rule: The mailed price is the charged price until the offer ends

    @critical @story-20 @story-8
    Scenario: Ada takes the offer that was mailed to her
      Given Ada is a customer of the shop
      And marketing has mailed her the offer "Mini pump" at 10.00 EUR
      When she orders the offer
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order
      And the website, the ERP and the payment processor agree on her charges

    @story-20
    Scenario: Ada comes too late for an offer
      Given Ada is a customer of the shop
      And marketing has mailed her the offer "Mini pump" at 10.00 EUR, which has ended
      When she orders the offer at 24.90 EUR
      Then the website, her inbox, the CRM, the ERP and the payment processor agree on her order

  Rule: A promoted item can be bought

    @story-8
    Scenario: Ada can buy what marketing has mailed her
      Given Ada is a customer of the shop
      And marketing has mailed her the offer "Mini pump" at 10.00 EUR
      When she orders the offer
      Then the marketing list, the website and the ERP agree on whether "Mini pump" is for sale
