internal import StateBus
