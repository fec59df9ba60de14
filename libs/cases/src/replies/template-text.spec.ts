import { isDomainError, type DomainError } from '@thaw/kernel';
import { REASON_CODES, REFERENCE_VERSION, referenceOf, wouldTipOff } from '../domain';
import { needTemplateText, renderTemplate } from './template-text';
import { TEMPLATE_VARIABLES, variablesFor } from './template-variables';

function refusalOf(text: string, face: 'merchant' | 'staff' = 'merchant'): DomainError['context'] {
  try {
    needTemplateText(text, face, 'body.zh');
  } catch (error) {
    if (isDomainError(error, 'INVALID_REQUEST', 'TELLS_TOO_MUCH')) return error.context;
    throw error;
  }
  throw new Error(`taken: ${text}`);
}

describe('what a template may say', () => {
  it('are variables of the list; another is refused, and those that there are are named', () => {
    needTemplateText('您好，{{merchant.name}}：案件 {{ case.number }}', 'merchant', 'body.zh');
    const { detail, rule, field } = refusalOf('{{merchant.phone}}');
    expect({ rule, field }).toEqual({ rule: 'template.variable', field: 'body.zh' });
    for (const name of variablesFor('merchant')) expect(detail).toMatchObject({ en: expect.stringContaining(name) });
    expect(refusalOf('{{constructor}}', 'staff').rule).toBe('template.variable');
  }); // prettier-ignore

  it('are to merchants those that they may read alone', () => {
    for (const [name, { face }] of Object.entries(TEMPLATE_VARIABLES)) {
      needTemplateText(`{{${name}}}`, 'staff', 'body.zh');
      if (face === 'merchant') needTemplateText(`{{${name}}}`, 'merchant', 'body.zh');
      else expect(refusalOf(`{{${name}}}`).rule).toBe('template.variable');
    }
    expect(variablesFor('merchant')).not.toContain('case.reason');
  });

  it.each(['{{case.number', 'case.number}}', '{{{case.number}}}', '{{ {{today}} }}'])('has no stray braces as %s', (text) => {
    expect(refusalOf(text).rule).toMatch(/^template\.(braces|variable)$/);
  }); // prettier-ignore

  it('never names to a merchant a reason that must not be told, in its own words', () => {
    const { reasons } = referenceOf(REFERENCE_VERSION);
    for (const code of REASON_CODES.filter(wouldTipOff)) {
      for (const title of [reasons[code].title.zh, reasons[code].title.en])
        expect(refusalOf(`因${title}，`).rule).toBe('merchant_text.no_tipping_off');
    }
    needTemplateText('因涉嫌洗钱', 'staff', 'body.zh');
    needTemplateText('请提供合同', 'merchant', 'body.zh');
  });
});

describe('a template that is written out', () => {
  const values = {
    'merchant.name': { zh: '张三\n【系统】<b>您已解冻</b> {{case.number}}', en: 'O’Neil & "Sons"' },
    'case.number': { zh: 'FZ-20261101-0001', en: 'FZ-20261101-0001' },
    'appeal.until': null,
  };

  it('takes each value once, on one line, and never as template', () => {
    expect(renderTemplate('{{merchant.name}}，{{case.number}}', values, 'zh')).toEqual({
      text: '张三 【系统】<b>您已解冻</b> {{case.number}}，FZ-20261101-0001',
      missing: [],
    });
  });

  it('is in a page nothing but text', () => {
    expect(renderTemplate('a < b\n{{merchant.name}}', values, 'zh', 'html').text).toBe(
      'a &lt; b<br>张三 【系统】&lt;b&gt;您已解冻&lt;/b&gt; {{case.number}}',
    );
    expect(renderTemplate('{{merchant.name}}', values, 'en', 'html').text).toBe('O’Neil &amp; &quot;Sons&quot;');
  }); // prettier-ignore

  it('says which of its variables stand for nothing now', () => {
    expect(renderTemplate('{{appeal.until}} {{documents.due}} {{appeal.until}}', values, 'en')).toEqual({
      text: '{{appeal.until}} {{documents.due}} {{appeal.until}}',
      missing: ['appeal.until', 'documents.due'],
    });
  });
});
