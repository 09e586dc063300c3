#!/bin/sh
curl -X GET 'https: //api.equinix.com/fabric/v4/ports' \
  -H 'Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ0ZXN0In0.c2lnbmF0dXJlLW9mLXRlc3Q'
