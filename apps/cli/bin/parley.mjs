#!/usr/bin/env node
import '../../../tools/build/launch.mjs';
