package blob

import "context"

// DeleteAll deletes every object whose key begins with prefix. It lists before it
// deletes, so where there is nothing it writes nothing.
func DeleteAll(ctx context.Context, s Store, prefix string) error {
	const page = 100
	for after := ""; ; {
		found, err := s.List(ctx, prefix, after, page)
		if err != nil {
			return err
		}
		for _, o := range found {
			if err := s.Delete(ctx, o.Key); err != nil {
				return err
			}
			after = o.Key
		}
		if len(found) < page {
			return nil
		}
	}
}
