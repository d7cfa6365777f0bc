"""What tests share. The stand-in is the only double: everything else here is the product itself."""
