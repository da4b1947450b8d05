package main

import (
	"fmt"
	"os"
	"path/filepath"
)

// Assets are the folders that are deployed.
type Assets struct {
	Lambda           string // with the program bootstrap, without the Korean dictionary
	LambdaDictionary string // the same with it
	Client           string // the built browser client
	FAQ              string // the sample FAQ
	Machine          string // the program for instances: a file

	// Missing are what had to be taken from placeholders; such a template must not be deployed.
	Missing []string
}

// Placeholders say what is wrong if somebody deploys them all the same. The
// program's names the folder that it stands in for, so that no two of them are
// one asset.
const (
	placeholderProgram = "#!/bin/sh\necho 'Mundap was deployed without its program %s: run make lambda, then deploy again' >&2\nexit 1\n"
	placeholderPage    = "<!doctype html><title>Mundap</title><p>The client in %s was not built.</p>\n"
)

// findAssets takes what was built below root (the repository) and placeholders,
// made in scratch, for the rest.
func findAssets(root, scratch string) (Assets, error) {
	a := Assets{FAQ: filepath.Join(root, "infra", "faq")}
	var machine string
	for _, x := range []struct {
		folder      *string
		built       string
		file        string
		placeholder string
	}{
		{&a.Lambda, "bin/lambda", "bootstrap", placeholderProgram},
		{&a.LambdaDictionary, "bin/lambda-dict", "bootstrap", placeholderProgram},
		{&machine, "bin/machine", "mundap", placeholderProgram},
		{&a.Client, "web/dist", "index.html", placeholderPage},
	} {
		*x.folder = filepath.Join(root, x.built)
		if _, err := os.Stat(filepath.Join(*x.folder, x.file)); err == nil {
			continue
		}
		a.Missing = append(a.Missing, x.built+"/"+x.file)
		*x.folder = filepath.Join(scratch, filepath.Base(x.built))
		if err := writePlaceholder(*x.folder, x.file, fmt.Sprintf(x.placeholder, x.built)); err != nil {
			return Assets{}, err
		}
	}
	a.Machine = filepath.Join(machine, "mundap")
	return a, nil
}

func writePlaceholder(folder, name, content string) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return fmt.Errorf("making a placeholder: %w", err)
	}
	if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o755); err != nil {
		return fmt.Errorf("making a placeholder: %w", err)
	}
	return nil
}
