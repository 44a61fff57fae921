"""The networks: backbones, necks and the CenterNet that joins them."""
