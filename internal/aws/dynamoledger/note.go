package dynamoledger

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// notePrefix begins the keys of notes, which no account's key does.
const notePrefix = "note "

// Note keeps a text for all sharers of the table, such as quotas that one of
// them has looked up.
func (l *Ledger) Note(ctx context.Context, name, text string) error {
	_, err := l.client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &l.table,
		Item: map[string]types.AttributeValue{
			"pk":   &types.AttributeValueMemberS{Value: notePrefix + name},
			"text": &types.AttributeValueMemberS{Value: text},
		}})
	if err != nil {
		return fmt.Errorf("keeping the note %s: %w", name, classify(ctx, err))
	}
	return nil
}

// Noted returns the text of a note, or "".
func (l *Ledger) Noted(ctx context.Context, name string) (string, error) {
	out, err := l.client.GetItem(ctx, &dynamodb.GetItemInput{TableName: &l.table,
		ConsistentRead: aws.Bool(true), Key: map[string]types.AttributeValue{
			"pk": &types.AttributeValueMemberS{Value: notePrefix + name}}})
	if err != nil {
		return "", fmt.Errorf("reading the note %s: %w", name, classify(ctx, err))
	}
	text, _ := out.Item["text"].(*types.AttributeValueMemberS)
	if text == nil {
		return "", nil
	}
	return text.Value, nil
}
