module tare.invalid/contract/go

go 1.23
