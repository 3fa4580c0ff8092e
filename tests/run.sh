#!/usr/bin/env bash
echo "0 passed, 0 failed, 0 skipped"; exit 1
