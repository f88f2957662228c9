/// The policy that comes inside the binary; `sluice policy show --standard` prints it to copy.
enum ShippedPolicies {
    static let standardName = "standard"

    /// The YAML of `Policy.standard`.
    static let standard = """
        # The standard policy. Copy it, change it, and check it:
        #     sluice policy show --standard > policy.yaml
        #     sluice policy check policy.yaml
        # Spans: 30d, 24h, 15m, 30s; a day has 24 hours. Amounts: minor units.
        # docs/reference/policy.md describes each key, and which of them may be left out.

        default_scenario: physical      # of placements that name none
        refund_surplus: payout          # or keep: the part of a refund beyond what is owed
        refund_on_cancel: false         # whether a cancellation refunds what was captured
        refund_on_return: true          # whether goods that came back are refunded at once
        payout_within: 3d
        notice_within: 30d
        parked_facts_per_merchant_max: 10000

        # The terms of a hold are those of the version in force at its placement.
        scenarios:
          - name: physical
            time_to_live: 30d
            maximum_age: 60d            # left out: time_to_live, and no extension
            guarantee_lead: 0s          # left out: 0s, promised until the end
            capture_on: shipped         # or delivered, completed
            tolerance_basis_points: 0   # left out: 0; 500 is 5 % beyond the amount, with consent
            late_capture: reject        # left out: reject; or revive, force
          - name: preorder
            time_to_live: 180d
            capture_on: shipped
          - name: service
            time_to_live: 30d
            maximum_age: 60d
            capture_on: completed
          - name: virtual
            time_to_live: 24h
            maximum_age: 7d
            capture_on: delivered

        reviews:
          placement_automatic: 30s
          placement_person: 10m
          unlock: 4h
          unlock_hard_stop: 72h
          unlock_cap: 500000            # above it, the hard stop decides

        returns:
          goods: 14d
          transit: 10d
          inspection: 48h
          staff: 5d

        two_persons:
          corrections: true
          forced_captures: true
          policy_adoption: true
          # limit_raise_max: 1000000    # left out: a person raises limits by any sum alone
          # repairs_max: 1000000        # left out: a person gives back any sum by one repair

        # A scenario may add `silent_after: 14d`: the promise to the merchant ends so long after the
        # last word on an order, and the credit is given back once its feed is proved alive.
        feeds:
          outages: true                 # ends wait while a merchant's feed is lost
          outage_pause: 10m             # and are put off by this, up to the maximum age
          proof_facts: 10               # later facts of the merchant that prove its feed alive
          proof_lead: 0s

        repairs:
          enabled: true                 # the switch that stops what is given back for silence
          # merchant_daily_max: 5000000 # left out: any sum
          # daily_max: 50000000

        """
}
