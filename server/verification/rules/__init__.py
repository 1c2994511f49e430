"""The rules, one module a family of the domain specification (§3.2 arithmetic, §3.3 people, §3.4 labour and so on).

Adding a rule is adding one declaration here, its name to the catalogue, and one test.
"""
