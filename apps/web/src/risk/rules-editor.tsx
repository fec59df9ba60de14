import { Button, Form, Input, InputNumber, Switch, Table, Tag } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../client/client';
import { said } from '../language/language';
import { money } from '../showing/money';
import { useWrite } from '../showing/use-write';
import { editsOf, type Rule, type Wanted } from './edits';
import type { RuleSetDetail } from './rule-set-page';
import { RULE_SETS } from './rule-sets-page';

type Parameter = Rule['parameters'][number];

/** Every rule with its weight and parameters, each within its bounds, and how often it fires on what is ordinary. */
export function RulesEditor({
  set,
  mayChange,
}: {
  readonly set: RuleSetDetail;
  readonly mayChange: boolean;
}) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<Readonly<Record<string, Wanted>>>({});
  const want = (code: string, change: Wanted): void =>
    setWanted((before) => ({
      ...before,
      [code]: {
        ...before[code],
        ...change,
        parameters: { ...before[code]?.parameters, ...change.parameters },
      },
    }));
  const edits = editsOf(set.rules, wanted);
  const save = useWrite(
    ({ note }: { note?: string }) =>
      answerOf(
        api.PATCH('/v1/rule-sets/{setNumber}', {
          params: { path: { setNumber: set.number } },
          body: { version: set.version, rules: edits, ...(note?.trim() && { note: note.trim() }) },
        }),
      ),
    RULE_SETS,
  );
  return (
    <div className="stack">
      {!mayChange && set.state === 'draft' && <p className="secondary">{t('rule.notYours')}</p>}
      <Table<Rule>
        rowKey="code"
        size="small"
        dataSource={set.rules}
        pagination={false}
        scroll={{ x: 'max-content' }}
        columns={[
          {
            title: t('rule.rule'),
            render: (_, { code, title, standing }) => (
              <>
                <Tag>{code}</Tag> {said(title)}
                {standing !== 'as_set' && <Tag color="gold">{t(`rule.${standing}`)}</Tag>}
              </>
            ),
          },
          {
            title: t('rule.enabled'),
            render: (_, { code, enabled }) => (
              <Switch
                size="small"
                disabled={!mayChange}
                checked={wanted[code]?.enabled ?? enabled}
                onChange={(to) => want(code, { enabled: to })}
                aria-label={`${t('rule.enabled')} ${code}`}
              />
            ),
          },
          {
            title: t('rule.weight'),
            render: (_, { code, weight, maxWeight }) =>
              mayChange ? (
                <InputNumber
                  size="small"
                  min={0}
                  max={maxWeight}
                  precision={0}
                  value={wanted[code]?.weight ?? weight}
                  onChange={(to) => {
                    if (to !== null) want(code, { weight: to });
                  }}
                  aria-label={`${t('rule.weight')} ${code}`}
                />
              ) : (
                weight
              ),
          },
          {
            title: t('rule.parameters'),
            render: (_, { code, parameters }) => (
              <ul className="plain">
                {parameters.map((parameter) => (
                  <li key={parameter.name} className="parameter">
                    <span>{said(parameter.label)}</span>
                    <Bounded
                      parameter={parameter}
                      code={code}
                      value={wanted[code]?.parameters?.[parameter.name] ?? parameter.value}
                      {...(mayChange && {
                        onChange: (to: number) => want(code, { parameters: { [parameter.name]: to } }),
                      })}
                    />
                  </li>
                ))}
              </ul>
            ),
          },
          {
            title: t('rule.baseRate'),
            align: 'right',
            render: (_, { baseRates }) => {
              const rate = baseRates.standard.reference?.firedPercent;
              return rate === undefined ? '–' : `${rate} %`;
            },
          },
        ]}
      />
      {edits.length > 0 && (
        <Form<{ note?: string }>
          layout="inline"
          className="save-bar"
          onFinish={(given) => save.mutate(given)}
        >
          <Form.Item name="note">
            <Input placeholder={t('ruleSets.why')} aria-label={t('ruleSets.why')} />
          </Form.Item>
          <Button type="primary" htmlType="submit" loading={save.isPending}>
            {t('rule.save', { count: edits.length })}
          </Button>
          <Button type="text" onClick={() => setWanted({})}>
            {t('calendar.undo')}
          </Button>
        </Form>
      )}
    </div>
  );
}

interface BoundedGiven {
  readonly parameter: Parameter;
  readonly code: string;
  readonly value: number;
  readonly onChange?: (to: number) => void;
}

/** A whole number in the parameter's unit, inside its bounds; of money its yuan beside it. */
function Bounded({ parameter, code, value, onChange }: BoundedGiven) {
  const { t } = useTranslation();
  const { unit, unitName, min, max, label } = parameter;
  const isMoney = unit === 'fen';
  if (unit === 'switch')
    return (
      <Switch
        size="small"
        disabled={!onChange}
        checked={value === 1}
        onChange={(to) => onChange?.(to ? 1 : 0)}
        aria-label={`${code} ${said(label)}`}
      />
    );
  const unitWord = isMoney ? money(value) : said(unitName);
  if (!onChange)
    return (
      <span>
        {isMoney ? money(value) : `${value.toLocaleString()} ${unitWord}`}{' '}
        {value !== parameter.default && <Tag color="blue">{t('rule.notDefault')}</Tag>}
      </span>
    );
  return (
    <span>
      <InputNumber
        size="small"
        min={min}
        max={max}
        precision={0}
        value={value}
        onChange={(to) => {
          if (to !== null) onChange(to);
        }}
        aria-label={`${code} ${said(label)} (${said(unitName)})`}
        title={t('rule.bounds', { min: min.toLocaleString(), max: max.toLocaleString() })}
      />{' '}
      <span className="secondary small">{unitWord}</span>
    </span>
  );
}
