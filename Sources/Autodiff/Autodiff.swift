/// Room.
