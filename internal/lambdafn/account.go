package lambdafn

import (
	"context"
	"crypto/rand"
	"encoding/json"

	"github.com/mundap/mundap/internal/auth"
	"github.com/mundap/mundap/internal/auth/signin"
	"github.com/mundap/mundap/internal/fault"
)

// accounts changes accounts for whoever may invoke the function directly, which
// IAM decides: the way in for the first account of a deployment, and the way to
// keep somebody out whom the identity provider lets in.
//
//	aws lambda invoke --function-name mundap-site:live --payload '{"addAccount":{"user":"kim","admin":true}}' out.json
//	aws lambda invoke --function-name mundap-site:live --payload '{"lockAccount":{"user":"kim","locked":true}}' out.json
//	aws lambda invoke --function-name mundap-site:live --payload '{"removeAccount":{"user":"kim"}}' out.json
type accounts struct {
	store  auth.Store
	signIn *signin.Service
	board  switchboard // whose sockets end with an account
}

// accountCommand is one of the events. Exactly one field is set.
type accountCommand struct {
	Add *struct {
		User     string `json:"user"`
		Name     string `json:"name"`
		Admin    bool   `json:"admin"`
		Password string `json:"password"` // "": one is made up and given back
	} `json:"addAccount"`
	Lock *struct {
		User   string `json:"user"`
		Locked bool   `json:"locked"`
	} `json:"lockAccount"`
	Remove *struct {
		User string `json:"user"`
	} `json:"removeAccount"`
}

// isAccountCommand reports whether an event is such a command and not a request
// from API Gateway.
func isAccountCommand(raw json.RawMessage) bool {
	var c accountCommand
	return json.Unmarshal(raw, &c) == nil && (c.Add != nil || c.Lock != nil || c.Remove != nil)
}

// changedAccount is the answer.
type changedAccount struct {
	User     string `json:"user"`
	Password string `json:"password,omitempty"`
}

func (a accounts) handle(ctx context.Context, c accountCommand) (changedAccount, error) {
	switch {
	case a.signIn == nil:
		return changedAccount{}, fault.New(fault.NotConfigured, "이 배포에서는 로그인을 쓰지 않아요.",
			"This deployment has no sign-in.")
	case c.Add != nil:
		return a.add(ctx, c)
	case c.Lock != nil:
		return a.change(ctx, c.Lock.User, c.Lock.Locked,
			func(user auth.UserName) error {
				return a.signIn.SetDisabled(ctx, user,
					c.Lock.Locked)
			})
	default:
		return a.change(ctx, c.Remove.User, true,
			func(user auth.UserName) error { return a.signIn.Remove(ctx, user) })
	}
}

func (a accounts) add(ctx context.Context, c accountCommand) (changedAccount, error) {
	made := ""
	if c.Add.Password == "" {
		made = rand.Text()
		c.Add.Password = made
	}
	account, err := a.signIn.Add(ctx, signin.NewAccount{User: c.Add.User, Name: c.Add.Name,
		Admin: c.Add.Admin, Password: c.Add.Password})
	if err != nil {
		return changedAccount{}, err
	}
	return changedAccount{User: string(account.User), Password: made}, nil
}

// change makes a change to an account. ends says that the account's sockets end
// with it; its sessions always do.
func (a accounts) change(ctx context.Context, name string, ends bool,
	change func(auth.UserName) error) (changedAccount, error) {
	user, err := auth.ParseUser(name)
	if err != nil {
		return changedAccount{}, err
	}
	account, err := a.store.Account(ctx, user)
	if err == nil {
		err = change(user)
	}
	if err == nil && ends {
		err = a.board.hangUpAll(ctx, account.ID)
	}
	return changedAccount{User: string(user)}, err
}
