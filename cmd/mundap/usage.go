package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mundap/mundap/internal/korean"
)

// usageError marks a command line that makes no sense, with the command that it was meant for.
type usageError struct {
	cmd   *cobra.Command
	cause error
}

func (e usageError) Error() string { return e.cause.Error() }
func (e usageError) Unwrap() error { return e.cause }

// misused says what is wrong with a command line and how it is written.
func (p *program) misused(e usageError) string {
	text := p.misuse(e.cause)
	if e.cmd != nil {
		text += fmt.Sprintf(p.say("\n'%s --help'로 쓰는 법을 볼 수 있어요.",
			"\n'%s --help' shows how it is used."), e.cmd.CommandPath())
	}
	return text
}

func (p *program) misuse(err error) string {
	if e, ok := errors.AsType[*pflag.NotExistError](err); ok {
		name := "--" + e.GetSpecifiedName()
		if e.GetSpecifiedShortnames() != "" {
			name = "-" + e.GetSpecifiedName()
		}
		return fmt.Sprintf(p.say("%s 옵션은 없어요.", "There is no option %s."), name)
	}
	if e, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return fmt.Sprintf(p.say("--%s 옵션에는 값이 필요해요.", "The option --%s needs a value."),
			e.GetFlag().Name)
	}
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		return fmt.Sprintf(p.say("--%s 옵션에 %q 값은 쓸 수 없어요.",
			"The option --%s can't have the value %q."), e.GetFlag().Name, e.GetValue())
	}
	return err.Error()
}

// args checks a command's arguments: from least to most, any number above least
// if most is less than it.
func (p *program) args(least, most int) cobra.PositionalArgs {
	return func(cmd *cobra.Command, given []string) error {
		if len(given) >= least && (len(given) <= most || most < least) {
			return nil
		}
		if len(given) > 0 && cmd.HasAvailableSubCommands() {
			return usageError{cmd, errors.New(p.unknown(cmd, given[0]))}
		}
		return usageError{cmd, fmt.Errorf(p.say("이렇게 적어 주세요: %s", "Usage: %s"), p.form(cmd))}
	}
}

// anyNumber is for args: no bound.
const anyNumber = -1

// unknown says that a command has no such subcommand, and which one may be meant.
func (p *program) unknown(cmd *cobra.Command, name string) string {
	text := fmt.Sprintf(p.say("'%s' 명령은 없어요.", "There is no command '%s'."), name)
	if near := cmd.SuggestionsFor(name); len(near) > 0 {
		text += fmt.Sprintf(p.say(" 혹시 %s 아닌가요?", " Did you mean %s?"),
			p.say(korean.IGa.After("'"+near[0]+"'"), "'"+near[0]+"'"))
	}
	return text
}

// form is how a command is written.
func (p *program) form(cmd *cobra.Command) string {
	line := cmd.CommandPath()
	if _, arguments, ok := strings.Cut(cmd.Use, " "); ok {
		line += " " + arguments
	}
	if cmd.HasAvailableSubCommands() {
		line += p.say(" 명령", " COMMAND")
	}
	if cmd.HasAvailableFlags() {
		line += p.say(" [옵션]", " [OPTIONS]")
	}
	return line
}

// localise has a command and those below it explain themselves in the program's language.
func (p *program) localise(root *cobra.Command) {
	root.SuggestionsMinimumDistance = 2
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error { return usageError{cmd, err} })
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		_, err := fmt.Fprint(cmd.OutOrStdout(), p.usage(cmd))
		return err
	})
	root.SetHelpCommand(&cobra.Command{
		Use:   p.say("help [명령]", "help [COMMAND]"),
		Short: p.say("명령을 쓰는 법을 보여 줘요", "Show how a command is used"),
		RunE: func(cmd *cobra.Command, names []string) error {
			found, rest, err := root.Find(names)
			if err != nil || found == nil || len(rest) > 0 {
				return usageError{root, errors.New(p.unknown(root, strings.Join(names, " ")))}
			}
			return found.Help()
		},
	})
	root.Flags().Bool("version", false, p.say("버전을 보여 줘요", "show the version"))
	root.SetVersionTemplate("mundap {{.Version}}\n")
	var each func(*cobra.Command)
	each = func(cmd *cobra.Command) {
		cmd.Flags().BoolP("help", "h", false, p.say("이 도움말을 보여 줘요", "show this help"))
		if cmd.HasSubCommands() && cmd.RunE == nil {
			cmd.Args = p.args(0, 0)
			cmd.RunE = func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
		for _, c := range cmd.Commands() {
			each(c)
		}
	}
	each(root)
}

// usage explains a command below its one sentence.
func (p *program) usage(cmd *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n  %s\n", p.say("쓰는 법:", "Usage:"), p.form(cmd))
	if cmd.HasExample() {
		fmt.Fprintf(&b, "\n%s\n%s\n", p.say("예:", "Examples:"), cmd.Example)
	}
	if cmd.HasAvailableSubCommands() {
		fmt.Fprintf(&b, "\n%s\n", p.say("명령:", "Commands:"))
		for _, c := range cmd.Commands() {
			if c.IsAvailableCommand() || c.Name() == "help" {
				fmt.Fprintf(&b, "  %-*s  %s\n", cmd.NamePadding(), c.Name(), c.Short)
			}
		}
	}
	if cmd.HasAvailableLocalFlags() {
		fmt.Fprintf(&b, "\n%s\n%s", p.say("옵션:", "Options:"), p.flags(cmd.LocalFlags()))
	}
	if cmd.HasAvailableInheritedFlags() {
		fmt.Fprintf(&b, "\n%s\n%s", p.say("모든 명령의 옵션:", "Options of every command:"),
			p.flags(cmd.InheritedFlags()))
	}
	return b.String()
}

// flags lists options, aligned on a terminal, where a syllable of Hangul takes two columns.
func (p *program) flags(set *pflag.FlagSet) string {
	type row struct{ head, text string }
	var rows []row
	widest := 0
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		value, text := pflag.UnquoteUsage(f)
		head := "      --" + f.Name
		if f.Shorthand != "" {
			head = "  -" + f.Shorthand + ", --" + f.Name
		}
		if value != "" {
			head += " " + value
		}
		if f.DefValue != "" && f.DefValue != "false" && f.DefValue != "[]" {
			text += fmt.Sprintf(p.say(" (기본값 %s)", " (default %s)"), f.DefValue)
		}
		widest = max(widest, columns(head))
		rows = append(rows, row{head, text})
	})
	var b strings.Builder
	for _, r := range rows {
		fmt.Fprintf(&b, "%s%s%s\n", r.head, strings.Repeat(" ", widest-columns(r.head)+3), r.text)
	}
	return b.String()
}

func columns(text string) int {
	n := 0
	for _, r := range text {
		n++
		if korean.IsSyllable(r) {
			n++
		}
	}
	return n
}
