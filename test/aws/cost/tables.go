package cost

import (
	"fmt"
	"os"
	"strings"
)

// StandingTable is the table in the documentation of what the default configuration costs when idle.
func StandingTable(items []Item) string {
	var b strings.Builder
	b.WriteString("| item, a month | free allowance of the account left | used up by others |\n|---|---|---|\n")
	for _, i := range items {
		fmt.Fprintf(&b, "| %s | %s | %s |\n", i.What, dollars(i.Free), dollars(i.Month))
	}
	month, free := Total(items)
	fmt.Fprintf(&b, "| **together** | **%s** | **%s** |\n", dollars(free), dollars(month))
	return b.String()
}

// Choice is another configuration than the default, and what it adds to the costs.
type Choice struct {
	What  string
	Items []Item
}

// ChoicesTable is the documentation's table of what other choices add.
func ChoicesTable(choices []Choice) string {
	var b strings.Builder
	b.WriteString("| choice | adds a month | of which |\n|---|---|---|\n")
	for _, c := range choices {
		var parts []string
		for _, i := range c.Items {
			parts = append(parts, i.What+" "+dollars(i.Month))
		}
		month, _ := Total(c.Items)
		fmt.Fprintf(&b, "| %s | %s | %s |\n", c.What, dollars(month), strings.Join(parts, "; "))
	}
	return b.String()
}

// PricesTable is the documentation's table of every price used, and where it was read.
func PricesTable() string {
	var b strings.Builder
	b.WriteString("| what | for one | us-east-1 | Seoul | read |\n|---|---|---|---|---|\n")
	for _, p := range all() {
		seoul := "–"
		if p.Seoul > 0 {
			seoul = exact(p.Seoul)
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", p.What, p.Unit, exact(p.US), seoul, p.Read)
	}
	return b.String()
}

// TurnTable is the documentation's table of what a question costs.
func TurnTable(charges []Charge) string {
	var b strings.Builder
	b.WriteString("| in one question about a document | requests | charged as | 1,000 questions, us-east-1 | Seoul |\n|---|---|---|---|---|\n")
	var us, seoul float64
	for _, c := range charges {
		u, s := c.Thousand()
		us, seoul = us+u, seoul+s
		count, note := fmt.Sprint(c.Count), ""
		if c.Estimated {
			count, note = "–", " (assumed)"
		}
		charged := "nothing"
		if c.Units > 0 {
			charged = fmt.Sprintf("%g of %s", c.Units, c.Price.What)
		}
		fmt.Fprintf(&b, "| %s%s | %s | %s | %.4f | %.4f |\n", c.What, note, count, charged, u, s)
	}
	fmt.Fprintf(&b, "| of which sockets and tables | | | %.4f | |\n", SocketsAndTables(charges))
	fmt.Fprintf(&b, "| **together** | | | **%s** | **%s** |\n", dollars(us), dollars(seoul))
	return b.String()
}

// dollars is an amount with cents.
func dollars(v float64) string {
	if v >= 100 {
		return fmt.Sprintf("%.0f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// exact is a price with all its digits.
func exact(v float64) string {
	s := fmt.Sprintf("%.4f", v)
	for strings.HasSuffix(s, "0") && len(s)-strings.Index(s, ".") > 3 {
		s = strings.TrimSuffix(s, "0")
	}
	return s
}

// Section gives what stands between the markers <!-- NAME --> and <!-- end of
// NAME --> of a document.
func Section(document, name string) (string, error) {
	before, after := "<!-- "+name+" -->\n", "<!-- end of "+name+" -->"
	_, rest, found := strings.Cut(document, before)
	section, _, ends := strings.Cut(rest, after)
	if !found || !ends {
		return "", fmt.Errorf("the document has no section %q", name)
	}
	return section, nil
}

// Write puts a section anew between its markers in a file.
func Write(path, name, section string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	old, err := Section(string(data), name)
	if err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	before := "<!-- " + name + " -->\n"
	return os.WriteFile(path, []byte(strings.Replace(string(data), before+old, before+section, 1)),
		0o644)
}
