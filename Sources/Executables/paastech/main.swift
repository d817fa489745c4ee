import ClientCommands

print("placeholder")
