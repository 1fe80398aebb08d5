Feature: Who wants offers
  She decides, and nobody else does.

  Rule: Unsubscribed stays unsubscribed until she signs up again

    @critical @story-23
    Scenario: Ada unsubscribes
      Given Ada is a customer of the shop
      And marketing has mailed her the offer "Mini pump" at 10.00 EUR
      When she unsubscribes
      Then the website, the CRM and the marketing list agree on her subscription

    @story-23
    Scenario: Ada stays unsubscribed when marketing imports its list again
      Given Ada is a customer of the shop
      And marketing has mailed her the offer "Mini pump" at 10.00 EUR
      And she has unsubscribed
      And the website and the marketing list agree on her subscription
      When marketing puts her on its list again
      Then the website, the CRM and the marketing list agree on her subscription

    @story-23
    Scenario: Ada has unsubscribed and is mailed nothing more
      Given Ada is a customer of the shop
      And marketing has mailed her the offer "Mini pump" at 10.00 EUR
      And she has unsubscribed
      And the website and the marketing list agree on her subscription
      When marketing mails her "Chain, 11-speed" at 20.00 EUR
      Then exactly one offer reaches her inbox

    @story-23
    Scenario: Ada changes her mind and signs up again
      Given Ada is a customer of the shop
      And marketing has mailed her the offer "Mini pump" at 10.00 EUR
      And she has unsubscribed
      When she signs up for offers again
      Then the website, the CRM and the marketing list agree on her subscription

  Rule: An order is no subscription

    @story-23
    Scenario: Ada orders without asking for offers
      Given Ada has never been to the shop
      When she orders 1 "Chain, 11-speed" as a guest
      Then the ERP and the payment processor agree on the total of her order
      And the marketing list has no records of hers
