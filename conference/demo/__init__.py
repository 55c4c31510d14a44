"""The demo event: KVM Forum 2020, whose facts are real and whose descriptions are our own."""
