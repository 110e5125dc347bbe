<?php
// The whole life of an account, as a panel's backend in PHP would lead it:
//   php client/examples/whole-life.php USERNAME DOMAIN

declare(strict_types=1);

const SOCKET = '/run/jopanel/agent.sock';

/** @return array{status: int, headers: array<string, string>, body: mixed} */
function agent(string $method, string $path, mixed $body = null, array $headers = []): array
{
    $curl = curl_init("http://jopanel$path");
    $answered = [];
    $sent = ['X-Jopanel-Actor: anna@panel.example', ...$headers];
    if ($body !== null) {
        $sent[] = 'Content-Type: application/json';
        curl_setopt($curl, CURLOPT_POSTFIELDS, json_encode($body, JSON_THROW_ON_ERROR));
    }
    curl_setopt_array($curl, [
        CURLOPT_UNIX_SOCKET_PATH => SOCKET,
        CURLOPT_CUSTOMREQUEST => $method,
        CURLOPT_HTTPHEADER => $sent,
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_TIMEOUT => 120,
        CURLOPT_HEADERFUNCTION => function ($curl, string $line) use (&$answered): int {
            [$name, $value] = [...explode(':', $line, 2), ''];
            $answered[strtolower(trim($name))] = trim($value);
            return strlen($line);
        },
    ]);
    $text = curl_exec($curl);
    if ($text === false) {
        throw new RuntimeException(curl_error($curl));
    }
    $status = curl_getinfo($curl, CURLINFO_RESPONSE_CODE);
    return ['status' => $status, 'headers' => $answered, 'body' => json_decode($text, true)];
}

/** For the calls that must succeed. */
function done(array $answer): mixed
{
    if ($answer['status'] >= 300) {
        throw new RuntimeException("{$answer['body']['detail']}; {$answer['body']['remedy']}");
    }
    return $answer['body'];
}

[, $username, $domain] = $argv;
$wait = ['Prefer: wait=60'];

$made = done(agent('POST', '/v1/users', [
    'username' => $username,
    'primary_domain' => $domain,
    'contact_email' => "owner@$domain",
    'limits' => ['disk_quota_mb' => 512],
], $wait));
echo "created with uid {$made['uid']}, applied: ", json_encode($made['applied']), "\n";

$etag = agent('GET', "/v1/users/$username/config")['headers']['etag'];
$patch = ['domains' => ['alias_domains' => ["shop.$domain"]]];
$changed = done(agent('PATCH', "/v1/users/$username", $patch, [...$wait, "If-Match: $etag"]));
echo 'changed ', implode(', ', $changed['changed']), "\n";

// The revision has moved on, so that the same condition fails now.
$late = agent('PATCH', "/v1/users/$username", ['limits' => ['max_cron_jobs' => 1]], ["If-Match: $etag"]);
echo "a late writer is answered {$late['status']}\n";

done(agent('POST', "/v1/users/$username/password", ['password' => 'correct horse battery staple']));
done(agent('POST', "/v1/users/$username/suspend", null, $wait));
$user = done(agent('GET', "/v1/users/$username"));
echo "{$user['status']} and {$user['phase']}\n";
done(agent('POST', "/v1/users/$username/unsuspend", null, $wait));

$stats = done(agent('GET', "/v1/users/$username/stats"));
echo "{$stats['processes']['used']} processes, {$stats['alias_domains']['used']} alias\n";

done(agent('DELETE', "/v1/users/$username", ['confirm' => $username]));
echo "retired\n";
