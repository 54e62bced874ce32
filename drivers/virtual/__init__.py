"""The same devices without hardware: real protocols on ptys, real frames to the real decoder."""
