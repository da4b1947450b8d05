package schema

import "time"

// Limits keep one user, or one network address, from taking what others need. Of
// users they hold where there are accounts: without any, whoever reaches the
// server is its only owner. 0 means no bound. They count what one process sees,
// so the functions on AWS have none of them. What holds there, over all functions,
// is in Deployment; besides, the throttles of API Gateway and the concurrency of
// Lambda bound requests and answers.
type Limits struct {
	UserTurns        int `yaml:"user_turns" doc:"answers written for one user at once; further questions wait in line, where users take turns"`
	UserWaiting      int `yaml:"user_waiting" doc:"questions of one user that may wait in line; further ones are refused"`
	AddressTurns     int `yaml:"address_turns" doc:"answers for one network address, including those that wait"`
	UserQuestions    int `yaml:"user_questions" doc:"questions that one user may ask per minute"`
	AddressQuestions int `yaml:"address_questions" doc:"questions that may come from one address per minute"`
	UserSockets      int `yaml:"user_sockets" doc:"connections that one user may keep open; a browser tab has one"`
	AddressSockets   int `yaml:"address_sockets" doc:"connections that one address may keep open"`
	UserUploads      int `yaml:"user_uploads" doc:"files that one user may upload at once"`
	AddressUploads   int `yaml:"address_uploads" doc:"files that may be uploaded from one address at once"`
	AddressRequests  int `yaml:"address_requests" doc:"other requests from one address that are processed at once"`

	UserBytes    int64 `yaml:"user_bytes" doc:"bytes that one user's documents may take up"`
	AddressBytes int64 `yaml:"address_bytes" doc:"bytes that may be uploaded from one address within a day"`

	BodyTime time.Duration `yaml:"body_time" doc:"time allowed for the body of a request, in addition to what body_rate allows"`
	BodyRate int64         `yaml:"body_rate" doc:"bytes per second at which a body must arrive in the long run"`
}

// DefaultLimits leave room for a company that shares one address.
func DefaultLimits() Limits {
	return Limits{
		UserTurns: 8, UserWaiting: 100, AddressTurns: 2000,
		UserQuestions: 120, AddressQuestions: 12_000,
		UserSockets: 50, AddressSockets: 5000,
		UserUploads: 8, AddressUploads: 200, AddressRequests: 1000,
		UserBytes: 20_000_000_000, AddressBytes: 200_000_000_000,
		BodyTime: 15 * time.Second, BodyRate: 8000,
	}
}
