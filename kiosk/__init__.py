"""The shop: rules, services, records and links of one kiosk. No Qt and no hardware in here."""
