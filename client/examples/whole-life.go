// The whole life of an account, as a panel's backend in Go would lead it:
//
//	go run client/examples/whole-life.go USERNAME DOMAIN
package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"time"
)

const socket = "/run/jopanel/agent.sock"

var client = http.Client{
	Timeout: 2 * time.Minute,
	Transport: &http.Transport{
		DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
			return new(net.Dialer).DialContext(ctx, "unix", socket)
		},
	},
}

type object = map[string]any

// Sends one request and reads the answer; the status tells whether it is a problem document.
func agent(method, path string, body any, headers ...string) (int, http.Header, object) {
	var sent bytes.Buffer
	if body != nil {
		check(json.NewEncoder(&sent).Encode(body))
	}
	request, err := http.NewRequest(method, "http://jopanel"+path, &sent)
	check(err)
	request.Header.Set("X-Jopanel-Actor", "anna@panel.example")
	if body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i+1 < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	answer, err := client.Do(request)
	check(err)
	defer answer.Body.Close()
	var value object
	check(json.NewDecoder(answer.Body).Decode(&value))
	return answer.StatusCode, answer.Header, value
}

// For the calls that must succeed.
func done(status int, _ http.Header, value object) object {
	if status >= 300 {
		log.Fatalf("%v; %v", value["detail"], value["remedy"])
	}
	return value
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func main() {
	username, domain := os.Args[1], os.Args[2]
	user := "/v1/users/" + username

	made := done(agent("POST", "/v1/users", object{
		"username":       username,
		"primary_domain": domain,
		"contact_email":  "owner@" + domain,
		"limits":         object{"disk_quota_mb": 512},
	}, "Prefer", "wait=60"))
	fmt.Printf("created with uid %v, applied: %v\n", made["uid"], made["applied"])

	_, header, _ := agent("GET", user+"/config", nil)
	etag := header.Get("ETag")
	patch := object{"domains": object{"alias_domains": []string{"shop." + domain}}}
	changed := done(agent("PATCH", user, patch, "Prefer", "wait=60", "If-Match", etag))
	var files []string
	for _, file := range changed["changed"].([]any) {
		files = append(files, file.(string))
	}
	fmt.Printf("changed %s\n", strings.Join(files, ", "))

	// The revision has moved on, so that the same condition fails now.
	late, _, _ := agent("PATCH", user, object{"limits": object{"max_cron_jobs": 1}}, "If-Match", etag)
	fmt.Printf("a late writer is answered %d\n", late)

	done(agent("POST", user+"/password", object{"password": "correct horse battery staple"}))
	done(agent("POST", user+"/suspend", nil, "Prefer", "wait=60"))
	state := done(agent("GET", user, nil))
	fmt.Printf("%v and %v\n", state["status"], state["phase"])
	done(agent("POST", user+"/unsuspend", nil, "Prefer", "wait=60"))

	stats := done(agent("GET", user+"/stats", nil))
	processes, aliases := stats["processes"].(object), stats["alias_domains"].(object)
	fmt.Printf("%v processes, %v alias\n", processes["used"], aliases["used"])

	done(agent("DELETE", user, object{"confirm": username}))
	fmt.Println("retired")
}
