# Sourced by test. The end-to-end tests run two browsers, two servers and a network on whatever machine there is; a test that
# failed is run once more by itself, and the run says which ones needed that. See docs/decisions/0030.

# More than this is no hiccup of a machine.
MOST_AGAIN=3

# What must never happen, and what hangs on no clock, network or browser: there one failure is one too many.
NEVER_AGAIN='Rubaru\.(E2ee|Wire|Sodium)[.]|[.](ManyTests|GateProperties|KillTests|PostgreSqlKillTests|FlushTests|ExpiryTests|MovedClockTests|RetentionTests|SecrecyTests)[.]'

# log → "assembly<tab>method" of every test that failed, once each.
failed_tests() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" | tr -d '\r' | awk '
    /^failed /            { name = $2; sub(/\(.*/, "", name); next }
    name && / from .*\.dll/ { sub(/^ *from /, ""); sub(/ \(net.*/, ""); if (!seen[$0, name]++) print $0 "\t" name; name = "" }'
}

# log, what → the count of the last summary in it.
summary_count() {
  sed 's/\x1b\[[0-9;]*m//g' "$1" | grep -E "^ *$2: [0-9]+" | tail -n 1 | grep -oE '[0-9]+' | head -n 1
}

# log → 0 if every test that failed in it passes when it is run again.
pass_again() {
  local log="$1" failed methods assembly method steady=
  failed=$(summary_count "$log" failed)
  methods=$(failed_tests "$log")
  # A run that broke off, or failures that no name was found for, are not repeated.
  [ "${failed:-0}" -gt 0 ] && [ "$(grep -c . <<<"$methods")" -gt 0 ] || return 1
  if [ "$failed" -gt "$MOST_AGAIN" ] || cut -f2 <<<"$methods" | grep -qE "$NEVER_AGAIN"; then return 1; fi
  while IFS=$'\t' read -r assembly method; do
    say "Once more: $method"
    dotnet test --root-directory "${assembly%/*}" --test-modules "${assembly##*/}" --filter-method "$method" </dev/null || return 1
    steady+="  $method"$'\n'
  done <<<"$methods"
  printf '\nUNSTEADY: failed, and passed when run again. The first failure stands above; it is a fault of the test or of the product.\n%s\n' "$steady"
  printf 'Test run summary: Passed, %s of them at the second attempt\n  succeeded: %s\n  failed: 0\n  skipped: %s\n' \
    "$failed" "$(($(summary_count "$log" succeeded) + failed))" "$(summary_count "$log" skipped)"
}
