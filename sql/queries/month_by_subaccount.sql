-- What each account and subaccount was billed for, month by month, and whether the log agrees.
SELECT
    coalesce(account.friendly_name, account.sid) AS account,
    cell.month,
    cell.billed_calls,
    cell.log_minutes,
    cell.usage_minutes,
    cell.minutes_difference,
    cell.usage_price,
    cell.price_unit,
    cell.state
FROM monthly_discrepancies AS cell
JOIN accounts AS account ON account.sid = cell.account_sid
WHERE cell.category = 'combined' AND (cell.log_calls <> 0 OR cell.usage_count <> 0)
ORDER BY cell.month DESC, account, account.sid
LIMIT 20;
