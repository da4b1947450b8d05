package lambdafn

import (
	"context"
	"crypto/rand"

	"github.com/mundap/mundap/internal/auth/signin"
)

// accountAdder makes accounts for whoever may invoke the function directly, which IAM decides: the way in for the
// first account of a deployment.
//
//	aws lambda invoke --function-name mundap-site --payload '{"addAccount":{"user":"kim","admin":true}}' out.json
type accountAdder struct{ accounts *signin.Service }

type addAccount struct {
	AddAccount struct {
		User     string `json:"user"`
		Name     string `json:"name"`
		Admin    bool   `json:"admin"`
		Password string `json:"password"` // "": one is made up and given back
	} `json:"addAccount"`
}

type addedAccount struct {
	User     string `json:"user"`
	Password string `json:"password,omitempty"`
}

func (a accountAdder) handle(ctx context.Context, e addAccount) (addedAccount, error) {
	made := ""
	if e.AddAccount.Password == "" {
		made = rand.Text()
		e.AddAccount.Password = made
	}
	account, err := a.accounts.Add(ctx, signin.NewAccount{
		User: e.AddAccount.User, Name: e.AddAccount.Name, Admin: e.AddAccount.Admin, Password: e.AddAccount.Password,
	})
	return addedAccount{User: string(account.User), Password: made}, err
}
